using Cart.Engine;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Storefront.Pages;

/// <summary>Represents a page whose forms change the cart, and then redirect to a page that shows the result.</summary>
internal abstract class ShopPage : PageModel
{
    /// <summary>Changes the cart. The next page shows a refusal.</summary>
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

    /// <summary>Returns the shop's item that a form names; null if the shop does not have it.</summary>
    protected static ShelfItem? Item(string? key) => ProductKey.TryParse(key, out var product) ? Shelf.Find(product) : null;
}
