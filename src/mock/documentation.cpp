#include "mock/documentation.hpp"

#include <algorithm>

#include "mock/answer_parts.hpp"

namespace jurymast::mock {
namespace {

constexpr std::string_view kRoot = "/docs/";
constexpr std::string_view kMachineIndex = "/llms.txt";

struct Page {
  std::string_view path;
  std::string_view title;
  std::string_view text;
};

constexpr std::array kPages = std::to_array<Page>({
    {"/docs/chat", "Chat Completions of the mock",
     "<p><code>POST /v1/chat/completions</code> with <code>Authorization: Bearer</code> and any key.</p>\n"
     "<p>Required: <code>model</code>, <code>messages</code>. A request without one of them gets 400 and an error that names "
     "it.</p>\n"
     "<p>The answer is a <code>chat.completion</code> with <code>id</code>, <code>created</code>, <code>model</code>, "
     "<code>choices</code> and <code>usage</code>; streamed, it is <code>chat.completion.chunk</code> events and then "
     "<code>[DONE]</code>.</p>\n"},
    {"/docs/responses", "Responses of the mock",
     "<p><code>POST /v1/responses</code> with <code>Authorization: Bearer</code> and any key.</p>\n"
     "<p>Required: <code>model</code>, <code>input</code>.</p>\n"
     "<p>The answer is a <code>response</code> with <code>id</code>, <code>status</code>, <code>output</code> and "
     "<code>usage</code>; streamed, it is events named <code>response.*</code>, of which <code>response.completed</code> or "
     "<code>response.incomplete</code> is the last.</p>\n"},
});

const Page* page_at(std::string_view path) {
  const auto* const found = std::find_if(kPages.begin(), kPages.end(), [&](const Page& page) { return page.path == path; });
  return found == kPages.end() ? nullptr : found;
}

std::string html(std::string_view title, std::string_view body) {
  std::string text = "<!doctype html>\n<html lang=\"en\">\n<head><title>";
  text.append(title).append("</title></head>\n<body>\n<h1>").append(title).append("</h1>\n");
  return text.append(body).append("</body>\n</html>\n");
}

/// A note as text between tags.
std::string escaped(std::string_view note) {
  std::string text;
  for (const char c : note) {
    if (c == '<') text += "&lt;";
    if (c == '&') text += "&amp;";
    if (c != '<' && c != '&') text += c;
  }
  return text;
}

Answer page_answer(std::string content_type, std::string body) {
  Answer answer;
  answer.content_type = std::move(content_type);
  answer.body = std::move(body);
  return answer;
}

}  // namespace

const PageChange* Documentation::change_of(std::string_view page) const {
  const auto found = std::find_if(changes_.begin(), changes_.end(), [&](const PageChange& change) { return change.page == page; });
  return found == changes_.end() ? nullptr : &*found;
}

Answer Documentation::index(bool markdown) const {
  std::string list;
  for (const Page& page : kPages) {
    const PageChange* const change = change_of(page.path);
    if (change != nullptr && change->unlisted) continue;
    const std::string path(page.path);
    const std::string title(page.title);
    list += markdown ? "- [" + title + "](" + path + ")\n" : "<li><a href=\"" + path + "\">" + title + "</a></li>\n";
  }
  if (markdown) return page_answer("text/markdown; charset=utf-8", "# Mock upstream\n\n" + list);
  return page_answer("text/html; charset=utf-8", html("Documentation of the mock upstream", "<ul>\n" + list + "</ul>\n"));
}

std::optional<Answer> Documentation::answer(std::string_view path) const {
  if (path == kRoot) return index(false);
  if (path == kMachineIndex) return index(true);
  const Page* const page = page_at(path);
  if (page == nullptr) return std::nullopt;
  const PageChange* const change = change_of(path);
  if (change != nullptr && change->removed) return error_answer({404, "This page was removed.", "invalid_request_error"});
  std::string text(page->text);
  if (change != nullptr && !change->note.empty()) text += "<p>" + escaped(change->note) + "</p>\n";
  return page_answer("text/html; charset=utf-8", html(page->title, text));
}

Result<void> Documentation::change(PageChange change) {
  if (page_at(change.page) == nullptr)
    return fail(Code::NotFound, "there is no such page; there are /docs/chat and /docs/responses");
  if (change.note.size() > kPageNoteBytesMax) return fail(Code::Invalid, "`note` has at most {} bytes", kPageNoteBytesMax);
  std::erase_if(changes_, [&](const PageChange& one) { return one.page == change.page; });
  changes_.push_back(std::move(change));
  return {};
}

}  // namespace jurymast::mock
