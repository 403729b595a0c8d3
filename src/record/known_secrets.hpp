#pragma once
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/secret_forms.hpp"

namespace jurymast::record {

/// The rule under which a hit of KnownSecrets is written down.
inline constexpr std::string_view kKnownSecretRule = "known_secret";

/// Finds every secret that this process was given, in each form that SecretForms names, in one pass over a text (Aho and Corasick 1975).
/// Immutable: made once a configuration and read by any thread. Nothing is allocated unless something is found.
///
/// The automaton is made of the secrets' bytes, one a node and in the order in which they were added: who can read this process's memory
/// can put them together, here as in the configuration itself. Its memory is wiped in the end and is in no core file.
class KnownSecrets {
 public:
  KnownSecrets() : KnownSecrets(std::span<const std::string_view>()) {}
  explicit KnownSecrets(std::span<const std::string_view> secrets);
  KnownSecrets(const KnownSecrets&) = delete;
  KnownSecrets& operator=(const KnownSecrets&) = delete;
  ~KnownSecrets();

  bool found_in(std::string_view text) const;
  /// The text with a mark in place of each hit and of the letters that touch it; nothing where there is none to mask.
  std::optional<std::string> masked(std::string_view text) const;

  /// Secrets that are not looked for: too short, too much like a word, or beyond the bound.
  std::size_t left_out() const { return left_out_; }
  static constexpr std::size_t kNodesMax = std::size_t{1} << 20;

 private:
  static constexpr std::uint32_t kRoot = 0;
  static constexpr unsigned kQuadBits = 20;
  static constexpr std::size_t kQuadBytes = 4;
  /// Of so many places in a row one is looked at.
  static constexpr std::size_t kStride = kKnownSecretBytesMin - kQuadBytes + 1;
  struct Node {
    std::uint32_t child = 0;    ///< first of its children; 0: none
    std::uint32_t sibling = 0;  ///< next child of its parent; 0: none
    std::uint32_t fallback = kRoot;
    std::uint16_t found_bytes = 0;  ///< length of the longest form that ends here; 0: none
    bool whole_word = false;
    unsigned char byte = 0;
  };

  void add(const SecretForms& forms);
  std::uint32_t child_of(std::uint32_t node, unsigned char byte) const;
  std::uint32_t add_child(std::uint32_t node, unsigned char byte);
  void link();
  std::uint32_t step(std::uint32_t state, unsigned char byte) const;
  static std::size_t quad_of(const char* bytes);
  /// The next place where a form may begin; the end where there is none.
  std::size_t skip(std::string_view text, std::size_t at) const;
  /// Calls `hit` with the begin and end of each form found, until it returns false.
  template <class OnHit>
  void scan(std::string_view text, OnHit&& hit) const;

  std::vector<Node> nodes_;
  std::array<std::uint32_t, 256> root_children_{};
  /// Two bytes, and four under a hash, of every form from each of its first kStride places on: nearly all of a text is passed over by them.
  std::bitset<65536> pairs_;
  std::bitset<std::size_t{1} << kQuadBits> quads_;
  std::size_t left_out_ = 0;
};

}  // namespace jurymast::record
