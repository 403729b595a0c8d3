#include "review/incident/window_fold.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "record/parsed_line.hpp"

namespace jurymast::review {

WindowFold::WindowFold(std::string route, WallTime from, WallTime to)
    : route_(std::move(route)),
      route_text_(fmt::format(R"(,"route":"{}",)", route_)),
      minutes_(from, to),
      seconds_(std::max(from, to - kYoungLog), to, std::chrono::seconds(1)),
      notices_(route_) {}

void WindowFold::take(std::string_view line) {
  const auto layout = record::layout_of(line);
  if (!layout || !layout->checksum_holds) return;
  if (layout->kind == "operation") return take_operation(*layout, line);
  if (layout->kind != "alert" && layout->kind != "probe" && layout->kind != "note") return;
  const auto split = record::split_line(line);
  if (layout->kind == "alert") {
    if (const auto alert = record::read_alert(split->record)) notices_.take(layout->seq, *alert);
  } else if (layout->kind == "probe") {
    if (const auto probe = record::read_probe(split->record)) notices_.take(layout->seq, *probe);
  } else if (const auto note = record::read_note(split->record)) {
    notices_.take(layout->seq, *note);
  }
}

void WindowFold::take(const record::PlainLine& line) {
  if (line.answer.route != route_) return;
  minutes_.take_served(line.answer.at);
  seconds_.take_served(line.answer.at);
}

void WindowFold::take_operation(const record::LineLayout& layout, std::string_view line) {
  if (const auto plain = record::plain_answer(line)) return take(record::PlainLine{0, *plain});
  if (line.find(route_text_) == std::string_view::npos) return;
  if (const auto glance = record::glance_at_operation(layout, line)) {
    if (glance->route != route_) return;
    minutes_.take(*glance);
    seconds_.take(*glance);
    return;
  }
  const auto parsed = record::read_line(line);
  if (!parsed || parsed->operation.route != route_) return;
  minutes_.take(*parsed);
  seconds_.take(*parsed);
}

}  // namespace jurymast::review
