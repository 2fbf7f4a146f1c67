import sys, jwt  # pip install "pyjwt[crypto]"
wizard, portal, token = "https://wizard.example", "https://portal.example", sys.argv[1]
key = jwt.PyJWKClient(f"{wizard}/.well-known/jwks.json").get_signing_key_from_jwt(token)
claims = jwt.decode(token, key, ["EdDSA", "ES256"], issuer=wizard, audience=portal, options={"require": ["iss", "aud", "exp", "sub", "jti"], "strict_aud": True})
print(claims["sub"], claims.get("ext"), claims["profile_id"])
