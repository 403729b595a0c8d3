#include "http/test_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

#include "base/assert.hpp"

namespace jurymast::http::probe {
namespace {

EVP_PKEY* new_key() { return EVP_EC_gen("P-256"); }

void write_key(const std::string& path, EVP_PKEY* key) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  JURYMAST_ASSERT(file != nullptr);
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

void write_certificate(const std::string& path, X509* certificate) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  JURYMAST_ASSERT(file != nullptr);
  PEM_write_X509(file, certificate);
  std::fclose(file);
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  if (value.empty()) return;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  JURYMAST_ASSERT(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* new_certificate(EVP_PKEY* key, const CertificateWish& wish, long serial) {
  X509* certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wish.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.valid_until_s);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1, -1, 0);
  return certificate;
}

}  // namespace

TestAuthority::TestAuthority() {
  std::string pattern = (std::filesystem::temp_directory_path() / "jurymast-tls-XXXXXX").string();
  JURYMAST_ASSERT(::mkdtemp(pattern.data()) != nullptr);
  directory_ = pattern;
  key_ = new_key();
  certificate_ = new_certificate(key_, {.common_name = "Test CA", .names = {}, .purpose = {}}, serial_++);
  X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
  add_extension(certificate_, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate_, key_, EVP_sha256());
  write_certificate(ca_file(), certificate_);
}

TestAuthority::~TestAuthority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

CertificateFiles TestAuthority::issue(const std::string& name, const CertificateWish& wish) {
  EVP_PKEY* key = new_key();
  X509* certificate = new_certificate(key, wish, serial_++);
  X509_set_issuer_name(certificate, X509_get_subject_name(wish.self_signed ? certificate : certificate_));
  add_extension(certificate, NID_subject_alt_name, wish.names);
  add_extension(certificate, NID_ext_key_usage, wish.purpose);
  X509_sign(certificate, wish.self_signed ? key : key_, EVP_sha256());
  const CertificateFiles files{(directory_ / (name + ".pem")).string(), (directory_ / (name + ".key")).string()};
  write_certificate(files.certificate, certificate);
  write_key(files.key, key);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return files;
}

}  // namespace jurymast::http::probe
