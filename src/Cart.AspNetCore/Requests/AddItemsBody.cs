namespace Cart.AspNetCore;

/// <summary>Several products to add, all or none: <c>{"items":[…]}</c>.</summary>
internal sealed record AddItemsBody
{
    public required IReadOnlyList<AddItemBody?> Items { get; init; }
}
