using Cart.Engine;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Storefront.Pages;

/// <summary>A page whose forms change the cart: it does so, then goes to a page that shows what came of it.</summary>
internal abstract class ShopPage : PageModel
{
    /// <summary>Changes the cart. What the cart refuses is told on the page that follows.</summary>
    protected async Task<IActionResult> ChangeAsync(Func<Task<string?>> change, string thenTo)
    {
        try
        {
            TempData["Message"] = await change();
        }
        catch (CartException refusal)
        {
            TempData["Refusal"] = refusal.Message;
        }

        return LocalRedirect(thenTo);
    }

    /// <summary>Returns the shop's item that a form names, or null.</summary>
    protected static ShelfItem? Item(string? key) => ProductKey.TryParse(key, out var product) ? Shelf.Find(product) : null;
}
