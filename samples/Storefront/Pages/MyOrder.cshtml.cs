using Cart.Engine;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Storefront.Pages;

/// <summary>One order of the shopper.</summary>
internal sealed class MyOrderModel(ShopperOrders orders) : PageModel
{
    public Order Order { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (!OrderId.TryParse(id, out var orderId) || await orders.FindAsync(orderId, cancellationToken) is not { } order)
        {
            return NotFound();
        }

        Order = order;
        return Page();
    }
}
