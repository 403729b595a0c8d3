#pragma once
#include <filesystem>
#include <string>

struct evp_pkey_st;
struct x509_st;

/// Certificates made for one test run, good and bad, as PEM files in a directory of their own.
namespace jurymast::http::probe {

/// What a certificate says; by default a good one for this machine.
struct CertificateWish {
  std::string common_name = "localhost";
  std::string names = "DNS:localhost,IP:127.0.0.1";  ///< alternative names; empty: none
  std::string purpose = "serverAuth";
  long valid_from_s = -3600;  ///< from now
  long valid_until_s = 3600;
  bool self_signed = false;
};

struct CertificateFiles {
  std::string certificate;
  std::string key;
};

/// A certificate authority and what it issues.
class TestAuthority {
 public:
  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  std::string ca_file() const { return (directory_ / "ca.pem").string(); }
  /// Writes a new pair under that name, over an older one.
  CertificateFiles issue(const std::string& name, const CertificateWish& wish = CertificateWish());

 private:
  std::filesystem::path directory_;
  evp_pkey_st* key_;
  x509_st* certificate_;
  long serial_ = 1;
};

}  // namespace jurymast::http::probe
