-- Kinds and rules of routing are no secret and bear on everybody; who publishes them is said by the module's policy.
call http.open_to_read('cases.kind', 'cases.publish');
call http.open_to_read('cases.routing', 'cases.publish');
