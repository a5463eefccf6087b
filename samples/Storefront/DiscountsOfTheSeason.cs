using Cart.Engine;

namespace Storefront;

/// <summary>Sees to it that the shop's discounts are there. Several processes may do so at once: one creates, the others find them.</summary>
internal sealed class DiscountsOfTheSeason(IDiscountStore discounts) : IHostedService
{
    private static readonly Discount[] All =
    [
        new() { Code = DiscountCode.Parse("WELCOME10"), Value = 10m },
        new() { Code = DiscountCode.Parse("FLASH50"), Value = 50m, MaxUses = 100 },
        new() { Code = DiscountCode.Parse("TAKE5"), Type = DiscountType.Fixed, Value = 5m, MinCartValue = 20m },
        new() { Code = DiscountCode.Parse("EXPIRED"), Value = 10m, ValidUntil = new DateTimeOffset(2020, 12, 31, 0, 0, 0, TimeSpan.Zero) },
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var discount in All)
        {
            if (await discounts.FindAsync(discount.Code, cancellationToken) is null)
            {
                await discounts.CreateAsync(discount, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
