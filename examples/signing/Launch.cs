using System.Buffers.Text; using System.Security.Cryptography; using System.Text; using System.Text.Json; // .NET 9
using var key = RSA.Create(); key.ImportFromPem(File.ReadAllText("launch-key.pem")); var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
var signed = Part(new { typ = "kyb-launch+jwt", alg = "RS256", kid = "2026-01" }) + "." + Part(new { iss = "https://portal.example", aud = "https://wizard.example/launch", origin = "https://portal.example", sub = "operator-17", iat = now, exp = now + 60, jti = Guid.NewGuid(), ver = 1 });
Console.WriteLine(signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
