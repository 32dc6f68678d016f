-- The city's quiet hours bear on everybody; the texts of notices are the administrator's.
call http.open_to_read('messaging.setting', 'messaging.configure');
call http.with_right_only('messaging.template', 'messaging.configure');
