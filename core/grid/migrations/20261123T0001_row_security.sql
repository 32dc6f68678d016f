call http.open_to_read('grid.book', 'grid.edit');
call http.open_to_read('grid.standard', 'grid.edit');
call http.open_to_read('grid.stage_limit', 'grid.edit');
