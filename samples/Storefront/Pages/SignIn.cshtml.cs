using Cart.Engine;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Storefront.Pages;

/// <summary>Signs demo users in and out, in Development only.</summary>
internal sealed class SignInModel(ShoppingCart cart, IHostEnvironment environment) : ShopPage
{
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!environment.IsDevelopment())
        {
            context.Result = NotFound();
        }
    }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(string? user)
    {
        if (!Login.IsName(user))
        {
            TempData["Refusal"] = "Give a name of 1 to 255 characters.";
            return LocalRedirect("/sign-in");
        }

        return await ChangeAsync(
            async () =>
            {
                await Login.SignInAsync(HttpContext, cart, user!);
                return $"Welcome, {user}.";
            },
            "/basket");
    }

    public async Task<IActionResult> OnPostOutAsync()
    {
        await Login.SignOutAsync(HttpContext, cart);
        return LocalRedirect("/");
    }
}
