using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Storefront.Pages;

/// <summary>The shopper's orders, newest first.</summary>
internal sealed class MyOrdersModel(ShopperOrders orders) : PageModel
{
    private const int PageSize = 10;

    public ImmutableArray<Order> Orders { get; private set; } = [];

    public OrderId? Next { get; private set; }

    public async Task OnGetAsync(string? before, CancellationToken cancellationToken)
    {
        var found = await orders.ListAsync(OrderId.TryParse(before, out var last) ? last : null, PageSize + 1, cancellationToken);
        Orders = [.. found.Take(PageSize)];
        Next = found.Length > PageSize ? Orders[^1].Id : null;
    }
}
