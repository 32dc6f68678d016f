call http.with_right_only('jobs.retention', 'jobs.manage');
