-- For `vim.lsp.enable('slugline')`; `vim.lsp.config('slugline', …)` comes on top.
local configuration = require('slugline.client').configuration()

configuration.root_dir = function(buffer, on_dir)
  on_dir(require('slugline.wiki').root(vim.api.nvim_buf_get_name(buffer)))
end

return configuration
