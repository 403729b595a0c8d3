#include "mock/stream_faults.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "mock/chat_answer.hpp"
#include "mock/responses_answer.hpp"

namespace jurymast::mock {
namespace {

constexpr std::uint64_t kCommentsMax = 10'000;

/// Cuts the JSON of an event in half and keeps its blank line, so that only the data is broken.
void break_data(Event& event) {
  const std::size_t data = event.text.find("data: ");
  const std::size_t json = data + std::string_view("data: ").size();
  const std::size_t size = event.text.size() - json;
  event.text = event.text.substr(0, json + size / 2) + "\n\n";
}

std::string with_crlf(const std::string& text) {
  std::string lines;
  for (const char c : text) {
    if (c == '\n') lines += '\r';
    lines += c;
  }
  return lines;
}

/// The event to break: the one asked for, or the first that carries content.
std::size_t place_to_break(const std::vector<Event>& events, const Fault& fault) {
  if (fault.malformed_event) return static_cast<std::size_t>(std::max<std::uint64_t>(*fault.malformed_event, 1) - 1);
  const auto content = std::find_if(events.begin(), events.end(), [](const Event& event) { return event.content; });
  return fault.malformed ? static_cast<std::size_t>(content - events.begin()) : events.size();
}

void put_error(std::vector<Event>& events, const AnswerInput& input) {
  const std::uint64_t position = std::max<std::uint64_t>(*input.fault.error_event, 1) - 1;
  if (position >= events.size()) return;
  events.resize(static_cast<std::size_t>(position));
  std::vector<Event> error = input.request.family == Family::ChatCompletions ? chat_error_events(input)
                                                                             : response_error_events(input, position);
  std::move(error.begin(), error.end(), std::back_inserter(events));
}

void put_comments(std::vector<Event>& events, std::uint64_t count) {
  const std::size_t bounded = static_cast<std::size_t>(std::min(count, kCommentsMax));
  events.insert(events.begin(), bounded, Event{": MOCK PROCESSING\n\n", false});
}

void put_late_data(std::vector<Event>& events) {
  const auto content = std::find_if(events.begin(), events.end(), [](const Event& event) { return event.content; });
  if (content != events.end()) events.push_back(Event{content->text, false});
}

}  // namespace

std::vector<Event> with_stream_faults(std::vector<Event> events, const AnswerInput& input) {
  const Fault& fault = input.fault;
  if (const std::size_t broken = place_to_break(events, fault); broken < events.size()) break_data(events[broken]);
  if (fault.error_event) put_error(events, input);
  if (fault.late_data) put_late_data(events);
  if (fault.comments) put_comments(events, *fault.comments);
  if (fault.unterminated && !events.empty()) events.back().text.pop_back();
  if (fault.crlf) {
    for (Event& event : events) event.text = with_crlf(event.text);
  }
  return events;
}

}  // namespace jurymast::mock
