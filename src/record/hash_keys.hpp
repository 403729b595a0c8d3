#pragma once
#include <cstdint>
#include <string_view>

#include "base/secret.hpp"
#include "crypto/siphash.hpp"

namespace jurymast::record {

/// What turns a text into a hash by which its records are found again, and by which nobody without the key learns what it was. Each purpose
/// has a key of its own, so that equal texts of two kinds have different hashes.
class HashKeys {
 public:
  HashKeys() = default;
  explicit HashKeys(const Secret& key);

  /// What a record keeps of a caller's own request id.
  std::uint64_t of_id(std::string_view text) const { return crypto::siphash24(id_, text); }
  /// What a record keeps of a request's body.
  std::uint64_t of_body(std::string_view body) const { return crypto::siphash24(body_, body); }
  /// What a record keeps of whom a request was drawn for.
  std::uint64_t of_unit(std::string_view text) const { return crypto::siphash24(unit_, text); }

 private:
  crypto::SipKey id_{};
  crypto::SipKey body_{};
  crypto::SipKey unit_{};
};

/// The key under which a process remembers ids that providers gave; no record holds such a hash.
crypto::SipKey state_id_key(const Secret& record_key);

/// The key of the draw between a route's targets; kept with the others, so that a restart draws as before.
crypto::SipKey draw_key(const Secret& record_key);

}  // namespace jurymast::record
