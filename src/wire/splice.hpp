#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "wire/json_text.hpp"
#include "wire/request_view.hpp"

namespace jurymast::wire {

/// A body as pieces to be written one after the other; the original bytes but for the values put in their place.
class SplicedBody {
 public:
  static constexpr std::size_t kPiecesMax = 8;
  void push(std::string_view piece);
  const std::string_view* begin() const { return pieces_.data(); }
  const std::string_view* end() const { return pieces_.data() + count_; }
  std::size_t piece_count() const { return count_; }
  std::size_t total_bytes() const { return total_; }
  std::string joined() const;

 private:
  std::array<std::string_view, kPiecesMax> pieces_;
  std::size_t count_ = 0;
  std::size_t total_ = 0;
};

/// What a target needs changed in a request body. Views must outlive the spliced body.
struct BodyChanges {
  std::string_view model_json;  ///< the model as a JSON string, quotes included; empty: leave the body's own
  bool request_usage = false;   ///< put in `"stream_options":{"include_usage":true}` (chat streams that did not ask)
};

/// `body` with the changes spliced in and every other byte as it was.
SplicedBody splice(std::string_view body, const RequestView& view, const BodyChanges& changes);

/// `text` as a JSON string with its quotes.
std::string to_json_string(std::string_view text);

}  // namespace jurymast::wire
