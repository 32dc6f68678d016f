call http.open_to_read('org.unit', 'org.edit');
call http.open_to_read('org.sort', 'org.edit');
call http.open_to_read('org.book', 'org.edit');
call http.open_to_read('org.change', 'org.edit');
call http.open_to_read('org.version', 'org.edit');
