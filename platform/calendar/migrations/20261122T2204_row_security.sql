call http.open_to_read('calendar.book', 'calendar.edit');
call http.open_to_read('calendar.revision', 'calendar.edit');
call http.open_to_read('calendar.national_day', 'calendar.edit');
call http.open_to_read('calendar.override_day', 'calendar.edit');
call http.open_to_read('calendar.profile', 'calendar.edit');
call http.open_to_read('calendar.profile_version', 'calendar.edit');
call http.open_to_read('calendar.profile_span', 'calendar.edit');
call http.open_to_read('calendar.unit_profile', 'calendar.edit');
