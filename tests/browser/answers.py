"""What the tests enter, by the labels of the sandbox's forms, and what the provider then gets."""

GB_COMPANY = {
    "Registered name": "Ferngate Joinery Ltd",
    "Company number": "01234567",
    "Legal form": "Private limited company",
    "Date of incorporation": "3 2 2001",
    "Address line 1": "1 High Street",
    "Town or city": "London",
    "Postcode": "SW1A 1AA",
    "Director 1: Full name": "Jane Doe",
    "Email address": "jane@example.com",
}
GB_COMPANY_FIELDS = {
    "name": "Ferngate Joinery Ltd",
    "registration_number": "01234567",
    "entity_type": "ltd",
    "incorporated_on": "2001-02-03",
    "registered_address": {"line_1": "1 High Street", "city": "London", "postcode": "SW1A 1AA"},
    "directors": [{"name": "Jane Doe"}],
    "email": "jane@example.com",
    "source": "api",
}
GB_SOLE_TRADER = {
    "Trading name": "Jane's Cakes",
    "Your full name": "Jane Doe",
    "Date of birth": "14 July 1980",
    "Address line 1": "2 Mill Lane",
    "Town or city": "Leeds",
    "Postcode": "LS1 1AA",
    "Email address": "jane@example.com",
}
GB_SOLE_TRADER_FIELDS = {
    "trading_name": "Jane's Cakes",
    "full_name": "Jane Doe",
    "date_of_birth": "1980-07-14",
    "business_address": {"line_1": "2 Mill Lane", "city": "Leeds", "postcode": "LS1 1AA"},
    "email": "jane@example.com",
}
AE_COMPANY = {
    "Registered name": "Palm Trading LLC",
    "Trade licence number": "123456",
    "Legal form": "Limited liability company (LLC)",
    "Date of incorporation": "3 2 2001",
    "Where it is licensed": "Free zone",
    "Licence expires": "5 2030",
    "Address line 1": "1 Marina Walk",
    "Town or city": "Dubai",
    "State or region": "Dubai",
    "Director 1: Full name": "Jane Doe",
    "Email address": "jane@example.com",
}
AE_COMPANY_FIELDS = {
    "name": "Palm Trading LLC",
    "registration_number": "123456",
    "entity_type": "llc",
    "incorporated_on": "2001-02-03",
    "zone": "free_zone",
    "free_zone": "dmcc",
    "licence_expires": "2030-05",
    "registered_address": {"line_1": "1 Marina Walk", "city": "Dubai", "region": "AE-DU"},
    "directors": [{"name": "Jane Doe"}],
    "email": "jane@example.com",
    "source": "api",
}
