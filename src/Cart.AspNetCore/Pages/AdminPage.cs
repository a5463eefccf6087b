namespace Cart.AspNetCore;

/// <summary>A page for an operator.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Section">The part of the admin that it belongs to.</param>
/// <param name="Content">What stands below the heading.</param>
internal sealed record AdminPage(string Title, AdminSection Section, Html Content);
