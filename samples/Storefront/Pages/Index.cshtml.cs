using Cart.Engine;
using Microsoft.AspNetCore.Mvc;

namespace Storefront.Pages;

/// <summary>Shows the products. A program gets a hint what to try instead.</summary>
internal sealed class IndexModel(ShoppingCart cart) : ShopPage
{
    public IActionResult OnGet() => Browsers.Ask(Request) ? Page() : Content(Welcome.To(Request));

    public async Task<IActionResult> OnPostAddAsync(string? key, CancellationToken cancellationToken)
    {
        if (Item(key) is not { Product: var product })
        {
            return NotFound();
        }

        return await ChangeAsync(
            async () =>
            {
                await cart.AddAsync(product, cancellationToken: cancellationToken);
                return $"{product.Name} is in your cart.";
            },
            "/");
    }
}
