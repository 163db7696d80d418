;;; slugline-mode.el --- Major mode for Slugline articles  -*- lexical-binding: t; -*-

;; Author: The Slugline developers
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: wp, hypermedia, languages
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A major mode for articles of Slugline wikis: a title, a lead, named
;; sections, **entities** and [[slug|Title]] links.  With Eglot (part of
;; Emacs since 29, a package for 28) it talks to `slugline server', which
;; finds broken links, completes, renames and mends:
;;
;;   (require 'slugline-mode)
;;   (add-hook 'slugline-mode-hook #'eglot-ensure)
;;
;; Files that end in `.article' are opened in this mode.  If the articles
;; of a wiki have another suffix, say so in its folder's .dir-locals.el,
;; ((nil . ((mode . slugline)))), or in your init file:
;;
;;   (add-to-list 'auto-mode-alist '("/wiki/.*\\.txt\\'" . slugline-mode))

;;; Code:

(require 'subr-x)
(require 'url-util)

(declare-function eglot-current-server "eglot")
(declare-function eglot-managed-p "eglot")
(declare-function eglot-path-to-uri "eglot")
(declare-function eglot--path-to-uri "eglot")
(declare-function eglot--apply-workspace-edit "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function jsonrpc-notify "jsonrpc")
(defvar eglot-server-programs)
(defvar project-find-functions)

(defgroup slugline nil
  "Articles of Slugline wikis."
  :group 'text)

(defcustom slugline-server-command '("slugline" "server")
  "The command line of the language server."
  :type '(repeat string))

(defconst slugline-default-headings
  '("Summary" "Key Takeaways" "Balanced Perspective" "Optimistic View"
    "Critical View" "Source")
  "The names of the sections where a wiki does not name its own.")

(defface slugline-slug-face '((t :inherit link))
  "Face of the slugs and sections in links.")

(defface slugline-label-face '((t :inherit font-lock-string-face))
  "Face of the labels of links.")

(defface slugline-entity-face '((t :inherit font-lock-variable-name-face))
  "Face of entities.")

(defface slugline-mark-face '((t :inherit shadow))
  "Face of the marks themselves.")

(defface slugline-title-face
  '((t :inherit font-lock-function-name-face :weight bold :height 1.2))
  "Face of the title.")

(defface slugline-heading-face '((t :inherit font-lock-type-face :weight bold))
  "Face of headings.")

;;; The wiki

(defun slugline-root (&optional folder)
  "The wiki's root for FOLDER, the nearest one with a slugline.toml, or nil."
  (when-let* ((root (locate-dominating-file (or folder default-directory)
                                            "slugline.toml")))
    (expand-file-name root)))

(defun slugline--project (folder)
  "The wiki that FOLDER is in, as a project."
  (when-let* ((root (slugline-root folder)))
    (cons 'transient root)))

(defun slugline--strings ()
  "The TOML strings from point to the end of their value."
  (let ((end (if (looking-at "\\[")
                 (save-excursion (or (search-forward "]" nil t) (point-max)))
               (line-end-position)))
        (found nil))
    (while (re-search-forward "\"\\([^\"\n]*\\)\"\\|'\\([^'\n]*\\)'" end t)
      (push (or (match-string 1) (match-string 2)) found))
    (nreverse found)))

(defun slugline-headings ()
  "The headings that need no `## ': sections of the wiki's schema, and aliases."
  (let ((root (slugline-root))
        (found nil))
    (when root
      (with-temp-buffer
        (insert-file-contents (expand-file-name "slugline.toml" root))
        (while (re-search-forward "^[ \t]*\\[\\[sections\\]\\]" nil t)
          (let ((end (save-excursion
                       (if (re-search-forward "^[ \t]*\\[" nil t)
                           (line-beginning-position)
                         (point-max)))))
            (save-restriction
              (narrow-to-region (point) end)
              (while (re-search-forward "^[ \t]*\\(?:name\\|aliases\\)[ \t]*=[ \t]*"
                                        nil t)
                (setq found (append found (slugline--strings))))
              (goto-char (point-max)))))))
    (or found slugline-default-headings)))

(defun slugline--file (slug)
  "The file of the wiki whose name is SLUG, or nil."
  (when-let* ((root (slugline-root)))
    (car (directory-files-recursively
          root (concat "\\`" (regexp-quote slug) "\\.\\(?:article\\|txt\\)\\'")))))

(defun slugline--link-at-point ()
  "The slug of the link at point; empty for this article, nil without a link."
  (save-excursion
    (let ((here (point))
          (end (line-end-position))
          (found nil))
      (beginning-of-line)
      (while (and (not found)
                  (re-search-forward "\\[\\[\\([^]|#\n]*\\)[^]\n]*\\]\\]" end t))
        (when (<= (match-beginning 0) here (1- (match-end 0)))
          (setq found (match-string-no-properties 1))))
      found)))

;;; Colours

(defvar-local slugline--heading-regexp nil
  "Matches a heading at the beginning of its line.")

(defun slugline--match-title (limit)
  "Find the title before LIMIT: the first line that is not blank."
  (let ((start (save-excursion
                 (goto-char (point-min))
                 (skip-chars-forward " \t\n\r")
                 (point))))
    (when (and (<= (point) start) (< start limit))
      (goto-char start)
      (and (not (looking-at-p "## \\|- "))
           (looking-at "\\(# \\)?\\(.*\\)$")
           (goto-char (match-end 0))))))

(defun slugline--match-heading (limit)
  "Find a heading before LIMIT that is not the title."
  (let ((title (save-excursion
                 (goto-char (point-min))
                 (skip-chars-forward " \t\n\r")
                 (line-beginning-position)))
        (found nil))
    (while (and (not found)
                (re-search-forward slugline--heading-regexp limit t))
      (setq found (or (/= (line-beginning-position) title)
                      (match-beginning 1))))
    found))

(defconst slugline--font-lock-keywords
  '((slugline--match-title (1 'slugline-mark-face nil t) (2 'slugline-title-face))
    (slugline--match-heading (1 'slugline-mark-face nil t)
                             (2 'slugline-heading-face))
    ("^[ \t]*\\(-\\) " 1 'slugline-mark-face)
    ("\\(\\\\\\)[][\\*|]" 1 'slugline-mark-face)
    ("\\(\\[\\[\\)\\([^]|\n]*\\)\\(?:\\(|\\)\\(\\(?:\\\\.\\|[^]\\\n]\\|\\][^]\n]\\)*\\)\\)?\\(\\]\\]\\)"
     (1 'slugline-mark-face) (2 'slugline-slug-face)
     (3 'slugline-mark-face nil t) (4 'slugline-label-face nil t)
     (5 'slugline-mark-face))
    ("\\(\\*\\*\\)\\([^* \t\n]\\(?:[^*\n]*[^* \t\n]\\)?\\)\\(\\*\\*\\)"
     (1 'slugline-mark-face) (2 'slugline-entity-face) (3 'slugline-mark-face)))
  "What is coloured, in the order in which it counts.")

;;; Commands

(defun slugline--server ()
  "The language server of this buffer, or an error."
  (or (and (fboundp 'eglot-current-server) (eglot-current-server))
      (user-error "The language server is not running here: M-x eglot starts it")))

(defun slugline--uri (path)
  "The URI of the file at PATH."
  (if (fboundp 'eglot-path-to-uri)
      (eglot-path-to-uri path)
    (eglot--path-to-uri path)))

(defun slugline--execute (command &rest arguments)
  "Have the server carry out COMMAND with ARGUMENTS, and return its result."
  (jsonrpc-request (slugline--server) :workspace/executeCommand
                   (list :command command :arguments (vconcat arguments))
                   :deferred :workspace/executeCommand))

(defun slugline-new-article (title)
  "Create the article with a TITLE, and visit it."
  (interactive "sTitle of the article: ")
  (let ((uri (slugline--execute "slugline.newArticle" title
                                (slugline--uri buffer-file-name))))
    (when uri
      (find-file (expand-file-name
                  (url-unhex-string (string-remove-prefix "file://" uri) t))))))

(defun slugline-fix-all ()
  "Make all fixes of this article that are safe."
  (interactive)
  (slugline--execute "slugline.fixAll" (slugline--uri buffer-file-name)))

(defun slugline--apply (edit)
  "Make a workspace EDIT that was asked for."
  ;; Eglot before 1.16 asks where the second argument is not nil.
  (eglot--apply-workspace-edit edit (and (fboundp 'eglot-execute) 'eglot-rename)))

(defun slugline-rename-article (file slug)
  "Rename the article in FILE, so that SLUG is its slug, with all links to it.
Interactively it is the one that the link at point leads to, else this one.
Eglot itself renames no files.  Buffers with changed links are not saved."
  (interactive
   (let* ((link (slugline--link-at-point))
          (file (or (and link (not (string-empty-p link)) (slugline--file link))
                    buffer-file-name)))
     (list file (read-string (format "New slug of %s: " (file-name-base file))
                             nil nil (file-name-base file)))))
  (let* ((server (slugline--server))
         (new (expand-file-name (concat slug (file-name-extension file t))
                                (file-name-directory file)))
         (files (list :files (vector (list :oldUri (slugline--uri file)
                                           :newUri (slugline--uri new)))))
         (visiting (find-buffer-visiting file))
         (shown (eq visiting (current-buffer)))
         (place (point)))
    (when (file-exists-p new)
      (user-error "There is a file %s already" (file-name-nondirectory new)))
    (when-let* ((edit (jsonrpc-request server :workspace/willRenameFiles files
                                       :deferred :workspace/willRenameFiles)))
      (slugline--apply edit))
    (when visiting
      (with-current-buffer visiting (save-buffer))
      (kill-buffer visiting))
    (rename-file file new)
    (jsonrpc-notify server :workspace/didRenameFiles files)
    (when visiting
      (let ((buffer (find-file-noselect new)))
        (when shown
          (switch-to-buffer buffer)
          (goto-char place))))))

(defun slugline-follow-link ()
  "Visit the article that the link at point leads to; needs no server.
To create one that is not there, use `eglot-code-actions'."
  (interactive)
  (let* ((slug (or (slugline--link-at-point) (user-error "There is no link here")))
         (file (if (string-empty-p slug) buffer-file-name (slugline--file slug))))
    (unless file
      (user-error "No file is named `%s'" slug))
    (find-file file)))

;;; The mode

(defvar slugline-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-o") #'slugline-follow-link)
    (define-key map (kbd "C-c C-n") #'slugline-new-article)
    (define-key map (kbd "C-c C-r") #'slugline-rename-article)
    (define-key map (kbd "C-c C-f") #'slugline-fix-all)
    ;; Text mode has another command here, which knows words only.
    (define-key map (kbd "C-M-i") #'completion-at-point)
    map)
  "The keys of `slugline-mode'.")

(defvar slugline-mode-syntax-table
  (let ((table (make-syntax-table text-mode-syntax-table)))
    (modify-syntax-entry ?\[ "(]" table)
    (modify-syntax-entry ?\] ")[" table)
    (modify-syntax-entry ?* "." table)
    (modify-syntax-entry ?| "." table)
    table)
  "The syntax table of `slugline-mode'.")

;;;###autoload
(define-derived-mode slugline-mode text-mode "Slugline"
  "Major mode for articles of Slugline wikis.

A paragraph is one line: it is shown wrapped, and never filled.

\\{slugline-mode-map}"
  (let ((names (concat (regexp-opt (slugline-headings)) "[ \t]*$")))
    (setq slugline--heading-regexp
          (concat "^[ \t]*\\(?:\\(## \\)\\(?2:.*\\)$\\|\\(?2:" names "\\)\\)"))
    (setq-local outline-regexp (concat "[ \t]*\\(?:## \\|" names "\\)"))
    (setq-local outline-level (lambda () 1))
    (setq-local imenu-generic-expression
                `((nil ,(concat "^[ \t]*\\(?:## \\)?\\(" names "\\)") 1)
                  (nil "^[ \t]*## \\(.*\\)$" 1))))
  (setq-local font-lock-defaults '(slugline--font-lock-keywords t))
  (setq-local word-wrap t)
  (setq-local truncate-lines nil)
  (setq-local fill-paragraph-function (lambda (_) t))
  (setq-local normal-auto-fill-function #'ignore)
  (setq-local paragraph-start "")
  (setq-local paragraph-separate "[ \t]*$")
  (add-hook 'project-find-functions #'slugline--project nil t))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.article\\'" . slugline-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'slugline-mode (lambda (&rest _) slugline-server-command))))

(provide 'slugline-mode)
;;; slugline-mode.el ends here
