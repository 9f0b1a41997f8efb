-- One job of the bench for wrk; load.py says through the environment which.
--   JOB_HEADERS  a header a line
--   JOB_LINES    "METHOD /path body" a line, asked for in turn; or, if
--   JOB_COUNT    is given, one line whose {marks} are counted up from there
local function lines(text)
  local found = {}
  for line in (text or ""):gmatch("[^\n]+") do found[#found + 1] = line end
  return found
end

local function given(name)
  local value = os.getenv(name)
  return value ~= "" and value or nil
end

for _, line in ipairs(lines(given("JOB_HEADERS"))) do
  local name, value = line:match("^([^:]+):%s*(.*)$")
  wrk.headers[name] = value
end

local function split(line)
  local method, path, body = line:match("^(%u+) (%S+) ?(.*)$")
  if method == "POST" then
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  end
  return method, path, body ~= "" and body or nil
end

-- What stands for each mark in request n. A nonce is 43 characters of
-- base64url; a start is a slot of our own, of five minutes.
local first_slot = tonumber(given("JOB_FIRST_SLOT") or "0")
local marks = {
  n = function(n) return tostring(n) end,
  nonce = function(n) return string.format("%042dA", n) end,
  start = function(n)
    return (os.date("!%Y-%m-%dT%H:%M:00Z", first_slot + n * 300)
      :gsub(":", "%%3A"))
  end,
  minute = function(n)
    local day = math.floor(n / 1440)
    return string.format("%04d-%02d-%02dT%02d%%3A%02d",
      2031 + math.floor(day / 336), math.floor(day / 28) % 12 + 1,
      day % 28 + 1, math.floor(n / 60) % 24, n % 60)
  end,
}

local asked, next_one, count = {}, 0, tonumber(given("JOB_COUNT") or "")

function init()
  for _, line in ipairs(lines(given("JOB_LINES"))) do
    local method, path, body = split(line)
    if count then
      asked = { method = method, path = path, body = body }
    else
      asked[#asked + 1] = wrk.format(method, path, nil, body)
    end
  end
end

local function counted()
  count = count + 1
  return wrk.format(asked.method, asked.path, nil,
    (asked.body:gsub("{(%w+)}", function(mark) return marks[mark](count) end)))
end

local function in_turn()
  next_one = next_one % #asked + 1
  return asked[next_one]
end

request = count and counted or in_turn

function done(sum, latency)
  io.write(string.format('\nJSON {"requests":%d,"us":%d,"bytes":%d,"p50":%d,'
    .. '"p99":%d,"max":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,'
    .. '"refused":%d}\n', sum.requests, sum.duration, sum.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    sum.errors.connect, sum.errors.read, sum.errors.write,
    sum.errors.timeout, sum.errors.status))
end
