#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "crypto/digest.hpp"
#include "crypto/ed25519.hpp"

namespace jurymast::record {

/// What a checkpoint states of a log: how many lines it had, and the root of the tree over them.
struct TreeHead {
  std::uint64_t size = 0;
  crypto::Digest root{};
  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

/// Who signs a log's checkpoints, as everybody may know: the log's name, which is made from its key, and the key.
class LogVerifier {
 public:
  explicit LogVerifier(const crypto::Ed25519PublicKey& key);
  /// Reads what text() gives; fails with Invalid where it is no such text, or not of a log of ours.
  static Result<LogVerifier> read(std::string_view text);

  const std::string& origin() const { return origin_; }
  const crypto::Ed25519PublicKey& key() const { return key_; }
  /// `<origin>+<key id>+<base 64 of the key>`, as C2SP signed notes name their verifiers.
  std::string text() const;
  /// The body of the note that is signed: origin, size and root, a line each.
  std::string body(const TreeHead& head) const;
  /// True if this log's key signed exactly this head.
  bool signed_by(const TreeHead& head, const crypto::Ed25519Signature& signature) const;
  /// The whole checkpoint: body, an empty line, and the signature's line (C2SP signed-note and tlog-checkpoint).
  std::string note(const TreeHead& head, const crypto::Ed25519Signature& signature) const;
  /// Reads a whole checkpoint; fails with Corrupt where it is none, and with Denied where its signature is not of this log's key.
  Result<TreeHead> open(std::string_view note) const;

 private:
  crypto::Ed25519PublicKey key_;
  std::string origin_;
};

/// Signs the checkpoints of one log.
class LogSigner {
 public:
  /// `seed` is a private key of crypto::kEd25519SeedBytes.
  explicit LogSigner(Secret seed) : seed_(std::move(seed)), verifier_(crypto::ed25519_public_key(seed_)) {}
  const LogVerifier& verifier() const { return verifier_; }
  crypto::Ed25519Signature sign(const TreeHead& head) const { return crypto::ed25519_sign(seed_, verifier_.body(head)); }

 private:
  Secret seed_;
  LogVerifier verifier_;
};

}  // namespace jurymast::record
