#include "app/system_random.hpp"

#include <array>
#include <bit>

#include "store/key_file.hpp"

namespace jurymast::app {

Result<std::uint64_t> system_seed() {
  std::array<unsigned char, sizeof(std::uint64_t)> bytes{};
  if (const auto filled = store::fill_random(bytes); !filled) return tl::unexpected(filled.error());
  return std::bit_cast<std::uint64_t>(bytes);
}

Result<Random> system_random() {
  const auto seed = system_seed();
  if (!seed) return tl::unexpected(seed.error());
  return Random(*seed);
}

}  // namespace jurymast::app
