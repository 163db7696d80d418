-- For `vim.lsp.enable('slugline')`; `vim.lsp.config('slugline', …)` comes on top.
local configuration = require('slugline.client').configuration()

configuration.root_dir = function(buffer, on_dir)
  local path = require('slugline.client').file_of(buffer)
  if path then
    on_dir(require('slugline.wiki').root(path))
  end
end

return configuration
