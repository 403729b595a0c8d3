#pragma once
#include <string>
#include <string_view>

namespace jurymast {

/// A credential. It cannot be formatted, logged or compared, only revealed on purpose; its bytes are wiped on destruction.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  bool empty() const { return value_.empty(); }
  /// The bytes themselves, for the one place that sends or digests them. Valid as long as this Secret is.
  std::string_view reveal() const { return value_; }

 private:
  void wipe() noexcept;
  std::string value_;
};

}  // namespace jurymast
