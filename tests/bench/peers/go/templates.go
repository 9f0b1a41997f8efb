package main

// The two pages that are made for each request.

const resultT = `<h1>Your result: {{.Top.S.Name}}</h1>
<p class="lead">Based on your four answers, <strong>{{.Top.S.Name}}</strong> fits best, with {{.Top.Pct}} of 100 points.</p>
<h2>Your answers</h2>
<dl class="answers">{{range .Answers}}<dt>{{.Text}}</dt><dd>{{.Label}}</dd>
{{end}}</dl>
<h2>All five, ranked for you</h2>
<ol class="ranking">
{{range .Ranking}}<li class="stack" id="stack-{{.S.ID}}"><h3>{{.S.Name}}</h3>
<div class="bar" role="img" aria-label="{{.Pct}} of 100 points"><span style="width:{{.Pct}}%"></span></div>
<p><b>{{.Pct}}</b> of 100. {{.S.Summary}}</p>
<ul class="strengths">{{range .S.Strengths}}<li>{{.}}</li>{{end}}</ul>
<p class="caution"><strong>Mind:</strong> {{.S.Caution}}</p>
<p><a href="/guides/{{.S.ID}}">Read the {{.S.Name}} guide</a></p></li>
{{end}}</ol>
<section class="next"><h2>What next?</h2>
<p>A score is a starting point, not a decision. In a free call of thirty minutes we go through your five most frequent requests, what must be durable, and who will be on call. You get a written summary on the next working day, whether or not we work together afterwards.</p>
<p>The scores come from weights that we publish: every option adds up to ten points to each platform, and the total is shown as a share of the forty points that are possible. Two platforms within ten points of each other are a tie, and a tie goes to the one your team has already operated in production.</p>
<p>Nothing that you entered here is stored. If you book a call, the result travels with the form so that you do not have to explain it twice, and you may remove it there before sending.</p>
<p><a class="btn" href="/book?topic={{.Top.S.ID}}">Book a free call about {{.Top.S.Name}}</a> <a href="/assessment">Change your answers</a></p></section>
`
const leadsT = `<h1>Leads: {{.Status}}</h1>
<p>Signed in as {{.User}}. Page {{.Page}}.</p>
<table class="leads"><thead><tr><th>Id</th><th>Name</th><th>E-mail</th><th>Company</th><th>Phone</th><th>Topic</th><th>Budget</th><th>Slot</th><th>Status</th><th>Received</th></tr></thead><tbody>
{{range .Rows}}<tr><td><a href="/admin/leads/{{.ID}}">{{.ID}}</a></td><td>{{.Name}}</td><td><a href="mailto:{{.Email}}">{{.Email}}</a></td><td>{{.Company}}</td><td>{{.Phone}}</td><td>{{.Topic}}</td><td>{{.Budget}}</td><td>{{.Slot}}</td><td>{{.Status}}</td><td>{{.When}}</td></tr>
{{end}}</tbody></table>
<nav class="pager">{{if gt .Page 1}}<a rel="prev" href="?status={{.Status}}&amp;dir={{.Dir}}&amp;page={{.Prev}}">Newer</a>{{end}} {{if .More}}<a rel="next" href="?status={{.Status}}&amp;dir={{.Dir}}&amp;page={{.Next}}">Older</a>{{end}}</nav>
`
