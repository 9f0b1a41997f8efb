package main

import "database/sql"

const batchMost = 64

type job struct {
	args []interface{}
	done chan error
}

// wait hands a row to the writer and returns when it is on the disk.
func wait(queue chan job, args []interface{}) error {
	j := job{args, make(chan error, 1)}
	queue <- j
	return <-j.done
}

// collect takes what waits, one row at least.
func collect(first job, queue chan job) []job {
	jobs := []job{first}
	for len(jobs) < batchMost {
		select {
		case j := <-queue:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// batch writes all that waits in one transaction. A slot that is taken undoes
// its own statement alone.
func batch(db *sql.DB, queue chan job) {
	insert, err := db.Prepare(insertSQL)
	must(err)
	for first := range queue {
		jobs := collect(first, queue)
		failed := make([]error, len(jobs))
		tx, err := db.Begin()
		must(err)
		statement := tx.Stmt(insert)
		for i, j := range jobs {
			_, failed[i] = statement.Exec(j.args...)
		}
		committed := tx.Commit()
		for i, j := range jobs {
			if committed != nil {
				failed[i] = committed
			}
			j.done <- failed[i]
		}
	}
}
