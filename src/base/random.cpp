#include "base/random.hpp"

#include <bit>

namespace jurymast {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014), the generator that xoshiro's authors name for seeding it.
std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

__extension__ typedef unsigned __int128 Wide;

}  // namespace

Random::Random(std::uint64_t seed) {
  for (auto& word : state_) word = split_mix(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t n) {
  const std::uint64_t threshold = (0 - n) % n;
  for (;;) {
    const Wide product = static_cast<Wide>(next()) * n;
    if (static_cast<std::uint64_t>(product) >= threshold) return static_cast<std::uint64_t>(product >> 64);
  }
}

Duration Random::jitter(Duration d) {
  if (d.count() <= 0) return Duration(0);
  return Duration(static_cast<std::int64_t>(below(static_cast<std::uint64_t>(d.count()) + 1)));
}

Random Random::fork(std::uint64_t id) const {
  std::uint64_t mix = id;
  return Random(state_[0] ^ std::rotl(state_[2], 23) ^ split_mix(mix));
}

}  // namespace jurymast
