#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "app/file_stamp.hpp"
#include "base/result.hpp"
#include "http/tls_context.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// A listener's certificate and key files; notices when they were renewed and has the listener present the new pair.
class CertificateWatch {
 public:
  CertificateWatch(std::shared_ptr<http::TlsServerContext> context, policy::ListenerTls files);

  /// Loads the pair again where a file changed and both have been still since the last look, so that one being written is left alone;
  /// says what came of it. Fails where the files are no pair: the old one stays, and the next change is tried. Costs two system calls.
  std::optional<Result<void>> look();
  /// Loads the pair again, changed or not.
  Result<void> reload();

 private:
  using Stamps = std::array<FileStamp, 2>;
  Stamps stamps_now() const { return {stamp_of(files_.certificate_file), stamp_of(files_.key_file)}; }

  std::shared_ptr<http::TlsServerContext> context_;
  policy::ListenerTls files_;
  Stamps tried_;
  Stamps seen_;
};

}  // namespace jurymast::app
