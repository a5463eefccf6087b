namespace Cart.AspNetCore;

/// <summary>The parts of the admin.</summary>
internal enum AdminSection
{
    Home,
    Carts,
    Discounts,
    Orders,
    Audit,
}
