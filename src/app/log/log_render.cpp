#include "app/log/log_render.hpp"

#include <fmt/format.h>

#include <deque>

#include "app/exit_code.hpp"
#include "base/ids.hpp"
#include "record/in_force.hpp"
#include "record/joined_view.hpp"
#include "record/line.hpp"
#include "record/rendering.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

bool is_of_kind(std::string_view line, std::string_view kind) {
  constexpr std::string_view kHead = R"({"v":1,"kind":")";
  return line.starts_with(kHead) && line.substr(kHead.size()).starts_with(kind) &&
         line.substr(kHead.size() + kind.size()).starts_with('"');
}

/// Reads a log in order and keeps the newest of the records that were asked for, joined.
class Collector {
 public:
  explicit Collector(const LogRenderOptions& options) : options_(options) {}

  void take(std::string_view line) {
    if (is_of_kind(line, "snapshot") || is_of_kind(line, "boot")) return take_in_force(line);
    if (is_of_kind(line, "contract")) return take_contract(line);
    if (is_of_kind(line, "gate")) return take_gate(line);
    if (is_of_kind(line, "operation") && is_wanted(line, "operation")) return take_operation(line);
    if (is_of_kind(line, "probe") && is_wanted(line, "probe")) take_probe(line);
  }
  const std::deque<record::JoinedView>& views() const { return views_; }
  std::size_t unreadable() const { return unreadable_; }

 private:
  bool is_wanted(std::string_view line, std::string_view kind) const {
    return options_.id.empty() ? kind == options_.kind : line.find(options_.id) != std::string_view::npos;
  }
  void keep(record::JoinedView view) {
    // An id also stands in the lines that refer to it.
    if (!options_.id.empty() && view.id != options_.id) return;
    views_.push_back(std::move(view));
    if (views_.size() > options_.lines) views_.pop_front();
  }
  void take_in_force(std::string_view line) {
    if (const auto parsed = record::read_line(line)) in_force_.take(*parsed);
  }
  void take_contract(std::string_view line) {
    if (const auto read = read_as(line, record::read_contract)) in_force_.take(*read);
  }
  void take_operation(std::string_view line) {
    const auto parsed = record::read_line(line);
    if (parsed) keep(joined(*parsed, in_force_));
    if (!parsed) ++unreadable_;
  }
  void take_probe(std::string_view line) {
    if (const auto read = read_as(line, record::read_probe)) keep(joined(*read, in_force_));
  }
  /// A verdict is written after what it was given on.
  void take_gate(std::string_view line) {
    const auto gate = read_as(line, record::read_gate);
    if (!gate) return;
    for (record::JoinedView& view : views_) {
      if (names(*gate, view.id)) join_gate(view, *gate);
    }
  }
  static bool names(const record::GateRecord& gate, const std::string& id) {
    for (const record::GroupResult& group : gate.groups) {
      if (std::find(group.records.begin(), group.records.end(), id) != group.records.end()) return true;
    }
    return false;
  }
  template <class Record>
  std::optional<Record> read_as(std::string_view line, Result<Record> (*read)(std::string_view)) {
    const auto split = record::split_line(line);
    if (split) {
      if (auto record = read(split->record)) return std::move(*record);
    }
    ++unreadable_;
    return std::nullopt;
  }

  const LogRenderOptions& options_;
  record::InForce in_force_;
  std::deque<record::JoinedView> views_;
  std::size_t unreadable_ = 0;
};

template <std::size_t N>
std::size_t index_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::string_view separator_of(record::RenderingFormat format) {
  if (format == record::RenderingFormat::Yaml) return "---\n";
  return format == record::RenderingFormat::Markdown ? "\n" : "";
}

/// True where everything had its place.
bool print_all(const Collector& found, const LogRenderOptions& options, std::FILE* out, std::FILE* err) {
  const auto form = static_cast<record::Template>(index_of(options.form, record::kTemplateNames));
  const record::RenderingFormat format =
      options.format.empty() ? record::format_of(form)
                             : static_cast<record::RenderingFormat>(index_of(options.format, record::kRenderingFormatNames));
  bool conforming = true;
  std::string_view separator;
  for (const record::JoinedView& view : found.views()) {
    const record::Rendering rendering = render(view, form);
    fmt::print(out, "{}{}", separator, to_text(rendering, format));
    separator = separator_of(format);
    for (const record::Nonconforming& finding : rendering.nonconforming) {
      fmt::print(err, "nonconforming {} {}: {}\n", view.id, finding.field, finding.reason);
    }
    conforming = conforming && rendering.nonconforming.empty();
  }
  return conforming;
}

}  // namespace

int run_log_render(const LogRenderOptions& options, std::FILE* out, std::FILE* err) {
  if (!options.id.empty() && !OperationId::parse(options.id)) {
    fmt::print(err, "jurymast log: `{}` is no id of a record, which has 26 characters as x-request-id has; or use --kind\n",
               options.id);
    return kUsage;
  }
  Collector found(options);
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    if (line.complete) found.take(line.text);
    return true;
  });
  if (!read) {
    fmt::print(err, "jurymast log: {}\n", read.error().message);
    return kToolFailed;
  }
  if (found.unreadable() > 0)
    fmt::print(err, "jurymast log: {} lines could not be read; run: jurymast log verify\n", found.unreadable());
  if (found.views().empty()) {
    const std::string what =
        options.id.empty() ? fmt::format("record of kind {}", options.kind) : "operation or probe " + options.id;
    fmt::print(err, "jurymast log: no {} is in the log\n", what);
    return kCheckFailed;
  }
  return print_all(found, options, out, err) ? kPass : kNonconforming;
}

}  // namespace jurymast::app
