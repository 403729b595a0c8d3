#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::record {

static_assert(std::endian::native == std::endian::little, "columns are written as little-endian machines hold numbers");

/// Appends a number as it lies in memory.
template <class Number>
void put_number(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Appends all numbers of a column.
template <class Number>
void put_column(std::string& out, const std::vector<Number>& column) {
  out.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(Number));
}

/// A column of numbers in a text; its place need not be aligned.
template <class Number>
class Column {
 public:
  Column() = default;
  explicit Column(std::string_view bytes) : bytes_(bytes) {}
  std::size_t size() const { return bytes_.size() / sizeof(Number); }
  Number operator[](std::size_t row) const {
    Number number{};
    std::memcpy(&number, bytes_.data() + row * sizeof(Number), sizeof number);
    return number;
  }

 private:
  std::string_view bytes_;
};

/// Takes columns from the front of a text; once something is missing, all that follows is empty and `complete` is false.
class ColumnReader {
 public:
  explicit ColumnReader(std::string_view text) : rest_(text) {}
  std::string_view bytes(std::size_t count) {
    complete_ = complete_ && count <= rest_.size();
    if (!complete_) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  template <class Number>
  Column<Number> column(std::size_t rows) {
    return Column<Number>(bytes(rows * sizeof(Number)));
  }
  template <class Number>
  Number number() {
    const Column<Number> one = column<Number>(1);
    return complete_ ? one[0] : Number{};
  }
  /// True where nothing was missing and nothing is left.
  bool at_end() const { return complete_ && rest_.empty(); }
  bool complete() const { return complete_; }

 private:
  std::string_view rest_;
  bool complete_ = true;
};

}  // namespace jurymast::record
