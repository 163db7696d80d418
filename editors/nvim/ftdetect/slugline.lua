-- `*.article` is always an article. In a folder with a `slugline.toml` it says which files are.
local function filetype(path)
  local is_file = not path:find('^%a[%w+.-]+://')
  return is_file and require('slugline.wiki').includes(path) and 'slugline' or nil
end

if vim.fn.has('nvim-0.8') == 1 then
  vim.filetype.add({
    extension = { article = 'slugline' },
    pattern = { ['.*'] = { filetype, { priority = 10 } } },
  })
else
  local group = vim.api.nvim_create_augroup('slugline_filetype', { clear = true })
  vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
    group = group,
    callback = function(event)
      local path = vim.fn.fnamemodify(event.match, ':p')
      if path:find('%.article$') or filetype(path) then
        vim.api.nvim_buf_set_option(event.buf, 'filetype', 'slugline')
      end
    end,
  })
end
