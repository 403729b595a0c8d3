#include "record/line_block.hpp"

#include <vector>

#include "record/block_flags.hpp"
#include "record/column.hpp"

namespace jurymast::record {
namespace {

struct FormView {
  std::string_view route;
  std::string_view family;
  std::string_view primary;
  std::string_view target;
  std::uint8_t flags = 0;
};

/// Plain answers, row by row.
class PlainRows {
 public:
  /// False where the parts are none.
  bool open(std::string_view times, std::string_view details) {
    if (times.empty()) return details.empty();
    ColumnReader reader(times);
    rows_ = reader.number<std::uint32_t>();
    const auto forms = reader.number<std::uint32_t>();
    if (rows_ > kBlockLinesMax || forms > rows_) return false;
    for (std::uint32_t i = 0; i < forms; ++i) forms_.push_back(read_form(reader));
    places_ = reader.column<std::uint16_t>(rows_);
    form_ = reader.column<std::uint16_t>(rows_);
    seq_ = reader.column<std::uint64_t>(rows_);
    at_ = reader.column<std::int64_t>(rows_);
    if (!reader.at_end()) return false;
    for (std::size_t row = 0; row < rows_; ++row) {
      if (form_[row] >= forms_.size() || places_[row] >= kBlockLinesMax) return false;
    }
    return details.empty() || open_details(details);
  }

  bool is_over() const { return row_ == rows_; }
  std::size_t place() const { return places_[row_]; }
  void show_next(const BlockVisitor& visitor) {
    const FormView& form = forms_[form_[row_]];
    line_.seq = seq_[row_];
    PlainAnswer& answer = line_.answer;
    answer.at = WallTime{Duration(at_[row_])};
    answer.route = form.route;
    answer.family = form.family;
    answer.primary = form.primary;
    answer.target = form.target;
    answer.streamed = (form.flags & kStreamed) != 0;
    answer.replay = (form.flags & kReplay) != 0;
    if (detailed_) take_details(answer);
    visitor.plain(line_);
    ++row_;
  }

 private:
  static FormView read_form(ColumnReader& reader) {
    FormView form;
    for (std::string_view* text : {&form.route, &form.family, &form.primary, &form.target})
      *text = reader.bytes(reader.number<std::uint8_t>());
    form.flags = reader.number<std::uint8_t>();
    return form;
  }

  bool open_details(std::string_view details) {
    detailed_ = true;
    ColumnReader reader(details);
    if (reader.number<std::uint32_t>() != rows_) return false;
    told_ = reader.column<std::uint8_t>(rows_);
    for (auto& column : numbers_) column = reader.column<std::uint32_t>(rows_);
    std::size_t bytes = 0;
    for (auto& lengths : text_lengths_) {
      lengths = reader.column<std::uint8_t>(rows_);
      for (std::size_t row = 0; reader.complete() && row < rows_; ++row) bytes += lengths[row];
    }
    texts_ = reader.bytes(bytes);
    return reader.at_end();
  }

  void take_details(PlainAnswer& answer) {
    const std::uint8_t told = told_[row_];
    answer.started_us = numbers_[0][row_];
    answer.elapsed_us = numbers_[1][row_];
    answer.first_content_us = (told & kFirstContentUs) != 0 ? std::optional<std::uint64_t>(numbers_[2][row_]) : std::nullopt;
    answer.first_content_ms = (told & kFirstContentMs) != 0 ? std::optional<std::uint64_t>(numbers_[3][row_]) : std::nullopt;
    answer.latency_ms = numbers_[4][row_];
    const std::array<std::string_view*, 4> texts{&answer.id, &answer.caller_id, &answer.unit, &answer.replay_of};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      *texts[i] = texts_.substr(0, text_lengths_[i][row_]);
      texts_.remove_prefix(texts[i]->size());
    }
  }

  std::size_t rows_ = 0;
  std::size_t row_ = 0;
  bool detailed_ = false;
  std::vector<FormView> forms_;
  Column<std::uint16_t> places_;
  Column<std::uint16_t> form_;
  Column<std::uint64_t> seq_;
  Column<std::int64_t> at_;
  Column<std::uint8_t> told_;
  std::array<Column<std::uint32_t>, 5> numbers_;
  std::array<Column<std::uint8_t>, 4> text_lengths_;
  std::string_view texts_;
  PlainLine line_;
};

/// Lines as they stand, one after the other.
class TextRows {
 public:
  bool open(std::string_view part) {
    if (part.empty()) return true;
    ColumnReader reader(part);
    rows_ = reader.number<std::uint32_t>();
    if (rows_ > kBlockLinesMax) return false;
    places_ = reader.column<std::uint16_t>(rows_);
    lengths_ = reader.column<std::uint32_t>(rows_);
    std::size_t bytes = 0;
    for (std::size_t row = 0; reader.complete() && row < rows_; ++row) {
      if (places_[row] >= kBlockLinesMax) return false;
      bytes += lengths_[row];
    }
    text_ = reader.bytes(bytes);
    return reader.at_end();
  }
  bool is_over() const { return row_ == rows_; }
  std::size_t place() const { return places_[row_]; }
  void show_next(const BlockVisitor& visitor) {
    visitor.text(text_.substr(0, lengths_[row_]));
    text_.remove_prefix(lengths_[row_]);
    ++row_;
  }

 private:
  std::size_t rows_ = 0;
  std::size_t row_ = 0;
  Column<std::uint16_t> places_;
  Column<std::uint32_t> lengths_;
  std::string_view text_;
};

/// Behind all lines.
constexpr std::size_t kNoPlace = kBlockLinesMax;

template <class Rows>
std::size_t place_of(const Rows& rows) {
  return rows.is_over() ? kNoPlace : rows.place();
}

std::string_view part(const BlockParts& parts, BlockPart which) { return parts[static_cast<std::size_t>(which)]; }

}  // namespace

Result<void> show_block(const BlockParts& parts, const BlockVisitor& visitor) {
  PlainRows plain;
  TextRows operations;
  TextRows others;
  const bool opened = plain.open(part(parts, BlockPart::Times), part(parts, BlockPart::Details)) &&
                      operations.open(part(parts, BlockPart::Operations)) && others.open(part(parts, BlockPart::Others));
  if (!opened) return fail(Code::Corrupt, "the block's parts do not fit together");
  while (!plain.is_over() || !operations.is_over() || !others.is_over()) {
    const std::size_t of_plain = place_of(plain);
    const std::size_t of_operations = place_of(operations);
    const std::size_t of_others = place_of(others);
    if (of_plain < of_operations && of_plain < of_others) {
      plain.show_next(visitor);
    } else if (of_operations < of_others) {
      operations.show_next(visitor);
    } else {
      others.show_next(visitor);
    }
  }
  return {};
}

}  // namespace jurymast::record
