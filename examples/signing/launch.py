import time, uuid, jwt  # pip install "pyjwt[crypto]"
now = int(time.time())
claims = {"iss": "https://portal.example", "aud": "https://wizard.example/launch", "origin": "https://portal.example", "sub": "operator-17", "iat": now, "exp": now + 60, "jti": uuid.uuid4().hex, "ver": 1}
token = jwt.encode(claims, open("launch-key.pem").read(), "EdDSA", headers={"typ": "kyb-launch+jwt", "kid": "2026-01"})
print(token)
