#include "base/ids.hpp"

namespace jurymast {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

OperationId OperationId::make(WallTime now, Random& random) {
  OperationId id;
  const auto ms = static_cast<std::uint64_t>(to_ms(now.since_epoch));
  id.high_ = (ms << 16) | (random.next() & 0xffffU);
  id.low_ = random.next();
  return id;
}

std::array<char, OperationId::kTextSize> OperationId::text() const {
  std::array<char, kTextSize> out{};
  std::uint64_t high = high_;
  std::uint64_t low = low_;
  for (std::size_t i = kTextSize; i-- > 0;) {
    out[i] = kAlphabet[low & 31U];
    low = (low >> 5) | (high << 59);
    high >>= 5;
  }
  return out;
}

std::optional<OperationId> OperationId::parse(std::string_view text) {
  if (text.size() != kTextSize || text.front() > '7') return std::nullopt;
  OperationId id;
  for (const char c : text) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    id.high_ = (id.high_ << 5) | (id.low_ >> 59);
    id.low_ = (id.low_ << 5) | digit;
  }
  return id;
}

}  // namespace jurymast
