#include "record/block_writer.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <vector>

#include "base/assert.hpp"
#include "record/block_flags.hpp"
#include "record/column.hpp"
#include "record/line.hpp"
#include "record/parsed_line.hpp"
#include "record/timestamp.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kOperation = R"({"v":1,"kind":"operation",)";
constexpr std::string_view kTime = R"("ts":")";
/// Behind number and id, which come first.
constexpr std::size_t kTimeWithinBytes = 96;
constexpr std::size_t kTextBytesMax = std::numeric_limits<std::uint8_t>::max();

/// The route and class of operations that tell none.
const std::string kNotTold = "not_told";

/// The text of an operation's time; empty: it tells none.
std::string_view time_text(std::string_view line) {
  const std::size_t time = line.substr(0, kTimeWithinBytes).find(kTime);
  return time == std::string_view::npos ? std::string_view() : line.substr(time + kTime.size(), kTimestampBytes);
}

/// A time that is told as lines tell it, so that its text sorts as it does.
std::optional<WallTime> plain_time(std::string_view text) {
  const auto time = parse_timestamp(text);
  if (!time || text.size() != kTimestampBytes) return std::nullopt;
  std::array<char, kTimestampBytes> again;
  write_timestamp(again, *time);
  return std::string_view(again.data(), again.size()) == text ? time : std::nullopt;
}

bool fits(std::uint64_t number) { return number <= std::numeric_limits<std::uint32_t>::max(); }

/// What plain answers have in common.
using Form = std::tuple<std::string, std::string, std::string, std::string, std::uint8_t>;

/// Lines as they stand, with their places in the block.
struct Texts {
  std::vector<std::uint16_t> places;
  std::vector<std::uint32_t> lengths;
  std::string text;

  void take(std::size_t place, std::string_view line) {
    places.push_back(static_cast<std::uint16_t>(place));
    lengths.push_back(static_cast<std::uint32_t>(line.size()));
    text += line;
  }
  std::string part() const {
    std::string out;
    put_number(out, static_cast<std::uint32_t>(places.size()));
    put_column(out, places);
    put_column(out, lengths);
    return out + text;
  }
};

}  // namespace

struct BlockWriter::Columns {
  std::map<Form, std::uint16_t> forms;
  std::vector<Form> forms_in_order;
  // A row for each plain answer.
  std::vector<std::uint16_t> places;
  std::vector<std::uint16_t> form;
  std::vector<std::uint64_t> seq;
  std::vector<std::int64_t> at;
  std::vector<std::uint8_t> told;
  std::vector<std::uint32_t> started_us;
  std::vector<std::uint32_t> elapsed_us;
  std::vector<std::uint32_t> first_content_us;
  std::vector<std::uint32_t> first_content_ms;
  std::vector<std::uint32_t> latency_ms;
  std::array<std::vector<std::uint8_t>, 4> text_lengths;
  std::string texts;
  Texts operations;
  Texts others;

  std::string times_part() const;
  std::string details_part() const;
};

std::string BlockWriter::Columns::times_part() const {
  std::string out;
  put_number(out, static_cast<std::uint32_t>(places.size()));
  put_number(out, static_cast<std::uint32_t>(forms_in_order.size()));
  for (const auto& [route, family, primary, target, flags] : forms_in_order) {
    for (const std::string* text : {&route, &family, &primary, &target}) {
      put_number(out, static_cast<std::uint8_t>(text->size()));
      out += *text;
    }
    put_number(out, flags);
  }
  put_column(out, places);
  put_column(out, form);
  put_column(out, seq);
  put_column(out, at);
  return out;
}

std::string BlockWriter::Columns::details_part() const {
  std::string out;
  put_number(out, static_cast<std::uint32_t>(places.size()));
  put_column(out, told);
  for (const auto* column : {&started_us, &elapsed_us, &first_content_us, &first_content_ms, &latency_ms}) put_column(out, *column);
  for (const auto& lengths : text_lengths) put_column(out, lengths);
  return out + texts;
}

bool begins_operation(std::string_view line) { return line.starts_with(kOperation); }

BlockWriter::BlockWriter() : columns_(std::make_unique<Columns>()) {}
BlockWriter::~BlockWriter() = default;

const BlockSummary& BlockWriter::summary() const { return summary_; }

void BlockWriter::take(std::string_view line) {
  JURYMAST_ASSERT(summary_.lines < kBlockLinesMax);
  if (begins_operation(line)) {
    take_operation(line);
  } else {
    columns_->others.take(summary_.lines, line);
    if (const auto layout = layout_of(line); layout && layout->checksum_holds) {
      if (summary_.first_seq == 0) summary_.first_seq = layout->seq;
      summary_.last_seq = layout->seq;
    }
  }
  ++summary_.lines;
}

void BlockWriter::note_time(std::string_view text) {
  const auto at = plain_time(text);
  if (!at) {
    summary_.timeless = true;
    return;
  }
  const bool first = summary_.last_at == WallTime();
  summary_.first_at = first ? *at : std::min(summary_.first_at, *at);
  summary_.last_at = first ? *at : std::max(summary_.last_at, *at);
}

void BlockWriter::take_operation(std::string_view line) {
  ++summary_.operations;
  note_time(time_text(line));
  const auto layout = layout_of(line);
  const bool whole = layout && layout->checksum_holds && line.size() <= kLineBytesMax;
  if (whole) {
    if (summary_.first_seq == 0) summary_.first_seq = layout->seq;
    summary_.last_seq = layout->seq;
  }
  const auto plain = whole ? plain_answer(line) : std::nullopt;
  if (plain && plain_time(time_text(line)) == plain->at && take_plain(layout->seq, *plain)) return;
  columns_->operations.take(summary_.lines, line);
  const auto parsed = whole ? read_line(line) : fail(Code::Corrupt, "no line");
  if (!parsed) {
    ++summary_.unreadable;
    return;
  }
  const ParsedOperation& operation = parsed->operation;
  ++summary_.routes[operation.route.empty() ? kNotTold : operation.route];
  ++summary_.classes[operation.failure_class.empty() ? operation.outcome : operation.failure_class];
}

bool BlockWriter::take_plain(std::uint64_t seq, const PlainAnswer& plain) {
  const std::array<std::string_view, 4> texts{plain.id, plain.caller_id, plain.unit, plain.replay_of};
  const auto is_short = [](std::string_view text) { return text.size() <= kTextBytesMax; };
  const bool texts_fit = std::all_of(texts.begin(), texts.end(), is_short) && is_short(plain.route) && is_short(plain.family) &&
                         is_short(plain.primary) && is_short(plain.target);
  const bool numbers_fit = fits(plain.started_us) && fits(plain.elapsed_us) && fits(plain.first_content_us.value_or(0)) &&
                           fits(plain.first_content_ms.value_or(0)) && fits(plain.latency_ms);
  if (!texts_fit || !numbers_fit) return false;
  Columns& to = *columns_;
  const auto flags = static_cast<std::uint8_t>((plain.streamed ? kStreamed : 0) | (plain.replay ? kReplay : 0));
  const auto [form, added] = to.forms.try_emplace(
      {std::string(plain.route), std::string(plain.family), std::string(plain.primary), std::string(plain.target), flags},
      static_cast<std::uint16_t>(to.forms.size()));
  if (added) to.forms_in_order.push_back(form->first);
  to.places.push_back(static_cast<std::uint16_t>(summary_.lines));
  to.form.push_back(form->second);
  to.seq.push_back(seq);
  to.at.push_back(plain.at.since_epoch.count());
  to.told.push_back(
      static_cast<std::uint8_t>((plain.first_content_us ? kFirstContentUs : 0) | (plain.first_content_ms ? kFirstContentMs : 0)));
  to.started_us.push_back(static_cast<std::uint32_t>(plain.started_us));
  to.elapsed_us.push_back(static_cast<std::uint32_t>(plain.elapsed_us));
  to.first_content_us.push_back(static_cast<std::uint32_t>(plain.first_content_us.value_or(0)));
  to.first_content_ms.push_back(static_cast<std::uint32_t>(plain.first_content_ms.value_or(0)));
  to.latency_ms.push_back(static_cast<std::uint32_t>(plain.latency_ms));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    to.text_lengths[i].push_back(static_cast<std::uint8_t>(texts[i].size()));
    to.texts += texts[i];
  }
  ++summary_.plain;
  ++summary_.routes[plain.route.empty() ? kNotTold : std::string(plain.route)];
  ++summary_.classes["ok"];
  return true;
}

BlockParts BlockWriter::finish() {
  return {columns_->times_part(), columns_->details_part(), columns_->operations.part(), columns_->others.part()};
}

}  // namespace jurymast::record
