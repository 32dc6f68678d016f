call http.open_to_read('dictionary.dictionary', 'dictionary.edit');
call http.open_to_read('dictionary.entry', 'dictionary.edit');
call http.open_to_read('dictionary.revision', 'dictionary.edit');
call http.open_to_read('dictionary.delivery', 'dictionary.edit');
