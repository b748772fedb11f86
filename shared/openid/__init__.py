"""OpenID Connect from our side: the way to a body's identity provider and back, and what its tokens must prove.

It knows no account, role or route; who comes in, and with which roles, is decided elsewhere by what is proven here.
"""
