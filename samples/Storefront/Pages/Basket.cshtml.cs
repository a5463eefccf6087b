using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Mvc;

namespace Storefront.Pages;

/// <summary>The cart: change quantities, apply a discount, choose the delivery, place the order.</summary>
internal sealed class BasketModel(ShoppingCart cart) : ShopPage
{
    private const string Here = "/basket";

    public CartSnapshot Cart { get; private set; } = null!;

    public IReadOnlyList<CartItem> Items { get; private set; } = [];

    public IReadOnlyList<CartWarning> Warnings { get; private set; } = [];

    public IReadOnlyList<ShippingOption> Options { get; private set; } = [];

    public CartTotals Totals { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Cart = await cart.GetSnapshotAsync(cancellationToken);
        Items = await cart.GetItemsWithProductsAsync(cancellationToken);
        Warnings = await cart.WarningsAsync(cancellationToken);
        Options = await cart.ShippingOptionsAsync(cancellationToken);
        Totals = await cart.TotalsAsync(cancellationToken);
    }

    // The buttons beside the number step from whatever the cart holds; the one behind it sets the number.
    public async Task<IActionResult> OnPostSetAsync(string? key, int? quantity, int step, CancellationToken cancellationToken)
    {
        if (Item(key) is not { Product: var product })
        {
            return NotFound();
        }

        return await ChangeAsync(
            async () =>
            {
                _ = step == 0
                    ? await cart.UpdateAsync(
                        product, quantity ?? throw new InvalidQuantityException("A quantity is a whole number."), checkInventory: true, cancellationToken: cancellationToken)
                    : await cart.AdjustAsync(product, step, checkInventory: true, cancellationToken);
                return null;
            },
            Here);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? key, CancellationToken cancellationToken)
    {
        if (Item(key) is not { Product: var product })
        {
            return NotFound();
        }

        return await ChangeAsync(
            async () =>
            {
                await cart.RemoveAsync(product, cancellationToken);
                return $"{product.Name} was removed.";
            },
            Here);
    }

    public Task<IActionResult> OnPostClearAsync(CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            await cart.ClearAsync(cancellationToken);
            return "Your cart is empty.";
        },
        Here);

    public Task<IActionResult> OnPostDiscountAsync(string? code, CancellationToken cancellationToken) => ChangeAsync(
        async () => $"{await cart.ApplyDiscountAsync(code ?? "", cancellationToken)} was applied.", Here);

    public Task<IActionResult> OnPostRemoveDiscountAsync(CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            await cart.RemoveDiscountAsync(cancellationToken);
            return "The discount was removed.";
        },
        Here);

    public Task<IActionResult> OnPostShippingAsync(string? option, CancellationToken cancellationToken) => ChangeAsync(
        async () =>
        {
            await cart.SelectShippingAsync(option, cancellationToken);
            return null;
        },
        Here);

    public async Task<IActionResult> OnPostCheckOutAsync(string? expectedTotal, CancellationToken cancellationToken)
    {
        var seen = decimal.TryParse(expectedTotal, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var total) ? total : (decimal?)null;
        OrderId? placed = null;
        var next = await ChangeAsync(
            async () =>
            {
                var result = await cart.CheckoutAsync(new CheckoutRequest { ExpectedTotal = seen }, cancellationToken);
                placed = result.Order!.Id;
                return "Thank you! Your order is placed.";
            },
            Here);
        return placed is { } order ? LocalRedirect($"/my-orders/{order}") : next;
    }
}
