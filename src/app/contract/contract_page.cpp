#include "app/contract/contract_page.hpp"

#include <fmt/format.h>

#include <array>

#include "crypto/digest.hpp"
#include "record/plain_text.hpp"

namespace jurymast::app {
namespace {

using evidence::Deviation;
using record::Tri;

constexpr std::string_view kMachineIndex = "/llms.txt";
constexpr std::string_view kMarkdownEnding = ".md";

bool is_redirect(int status) { return status >= 300 && status < 400; }
bool is_success(int status) { return status >= 200 && status < 300; }

/// Scheme and authority of an address.
std::string_view origin_of(std::string_view url) { return url.substr(0, url.find('/', url.find("://") + 3)); }

/// Where a redirect points, as an address that may be shown; empty where it is none.
std::string target_of(const HttpAnswer& answer, std::string_view url) {
  const std::string_view location = answer.field("location");
  const bool relative = location.starts_with('/') && !location.starts_with("//");
  const auto link = record::Link::make(relative ? std::string(origin_of(url)) + std::string(location) : std::string(location));
  return link ? link->text() : std::string();
}

Result<HttpAnswer> fetch(const std::string& url, Clock& clock) {
  const auto address = parse_web_address(url);
  if (!address) return tl::unexpected(address.error());
  HttpRequest request;
  request.path = address->path;
  request.fields = {{"Accept", "text/html, text/markdown, text/plain"}, {"User-Agent", "jurymast (contract snapshot)"}};
  return whole_web_request(address->place, request, {kPageTimeMax, kPageBytesMax}, clock);
}

void take_answer(const HttpAnswer& answer, const std::string& url, PageRead& page) {
  page.status = static_cast<std::uint64_t>(answer.status);
  page.reachable = is_success(answer.status) ? Tri::True : Tri::False;
  if (is_redirect(answer.status)) {
    const std::string target = target_of(answer, url);
    const std::string where = target.empty() ? std::string("an address that cannot be shown") : target;
    return page.findings.add(Deviation::PageMoved, "page", fmt::format("{}: it has moved to {}", answer.status, where));
  }
  if (page.reachable == Tri::True) {
    page.digest = crypto::sha256(answer.body);
    page.text = answer.body;
  } else {
    page.findings.add(Deviation::PageRefused, "page", fmt::format("it was answered with {}", answer.status));
  }
}

/// True where an address may end: what follows is neither part of a name nor of a longer path.
bool ends_at(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with(kMarkdownEnding)) at += kMarkdownEnding.size();
  if (at < text.size() && text[at] == '/') ++at;
  constexpr std::string_view kEnds = "\"'<>()[]{}#?,;\\ \t\r\n";
  const bool full_stop =
      at < text.size() && text[at] == '.' && (at + 1 == text.size() || kEnds.find(text[at + 1]) != std::string_view::npos);
  return at >= text.size() || full_stop || kEnds.find(text[at]) != std::string_view::npos;
}

/// `anywhere`: also behind other letters, as a whole address may stand; a path alone begins where nothing of one stands before it.
bool holds(std::string_view text, std::string_view needle, bool anywhere) {
  constexpr std::string_view kStarts = "\"'<>()[]=, \t\r\n";
  for (std::size_t at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) {
    const bool begins = anywhere || at == 0 || kStarts.find(text[at - 1]) != std::string_view::npos;
    if (begins && ends_at(text, at + needle.size())) return true;
  }
  return false;
}

}  // namespace

PageRead read_page(const std::string& url, Clock& clock) {
  PageRead page;
  const auto answer = fetch(url, clock);
  if (answer) {
    take_answer(*answer, url, page);
  } else if (answer.error().code == Code::Exhausted) {
    page.findings.add(Deviation::PageTooLarge, "page", answer.error().message);
  } else {
    page.findings.add(Deviation::PageUnanswered, "page", answer.error().message);
  }
  return page;
}

bool names_page(std::string_view index, std::string_view url) {
  const std::string_view path = url.substr(origin_of(url).size());
  return holds(index, url, true) || (path.size() > 1 && holds(index, path, false));
}

Tri look_up(const std::string& url, const std::string& index_url, Clock& clock) {
  Tri listed = Tri::Unknown;
  if (index_url.empty()) return listed;
  for (const std::string& index : {std::string(origin_of(index_url)) + std::string(kMachineIndex), index_url}) {
    const PageRead page = read_page(index, clock);
    if (page.reachable != Tri::True) continue;
    if (names_page(page.text, url)) return Tri::True;
    listed = Tri::False;
  }
  return listed;
}

}  // namespace jurymast::app
