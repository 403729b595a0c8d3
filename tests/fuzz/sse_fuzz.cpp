#include <algorithm>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/sse_splitter.hpp"

namespace jurymast::fuzz {
namespace {

using wire::SseSplitter;

struct Seen {
  std::string raw;
  std::string name;
  std::string data;
  bool has_data = false;
  bool operator==(const Seen&) const = default;
};

void keep(const SseSplitter::Event& event, std::vector<Seen>& events) {
  JURYMAST_ASSERT(!event.raw.empty() && inside(event.name, event.raw));
  JURYMAST_ASSERT(event.has_data || event.data.empty());
  events.push_back({std::string(event.raw), std::string(event.name), std::string(event.data), event.has_data});
}

std::vector<Seen> split_in_steps(std::string_view text, std::size_t step) {
  SseSplitter splitter;
  std::vector<Seen> events;
  SseSplitter::Event event;
  for (std::size_t at = 0; at < text.size(); at += step) {
    splitter.feed(text.substr(at, step));
    while (splitter.next(event) == SseSplitter::Status::Event) keep(event, events);
  }
  while (splitter.finish(event) == SseSplitter::Status::Event) keep(event, events);
  return events;
}

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  std::string_view text = fuzz::text_of(data, size);
  const std::vector<fuzz::Seen> whole = fuzz::split_in_steps(text, std::max<std::size_t>(size, 1));
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}}) {
    JURYMAST_ASSERT(fuzz::split_in_steps(text, step) == whole);
  }
  // The events are the beginning of the stream, byte for byte.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (const fuzz::Seen& event : whole) {
    JURYMAST_ASSERT(text.starts_with(event.raw));
    text.remove_prefix(event.raw.size());
  }
  return 0;
}
