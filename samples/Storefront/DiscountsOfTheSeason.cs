using Cart.Engine;

namespace Storefront;

/// <summary>
/// Creates the shop's discounts. If several processes start, one creates them and the others find them. While the order store is unavailable the shop
/// opens without them, and they are created as soon as it answers.
/// </summary>
internal sealed class DiscountsOfTheSeason(IDiscountStore discounts, TimeProvider time, ILogger<DiscountsOfTheSeason> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly Discount[] All =
    [
        new() { Code = DiscountCode.Parse("WELCOME10"), Value = 10m },
        new() { Code = DiscountCode.Parse("FLASH50"), Value = 50m, MaxUses = 100 },
        new() { Code = DiscountCode.Parse("TAKE5"), Type = DiscountType.Fixed, Value = 5m, MinCartValue = 20m },
        new() { Code = DiscountCode.Parse("EXPIRED"), Value = 10m, ValidUntil = new DateTimeOffset(2020, 12, 31, 0, 0, 0, TimeSpan.Zero) },
    ];

    private bool _isDone;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(cancellationToken);
        if (!_isDone)
        {
            logger.DiscountsWait();
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_isDone)
        {
            await Task.Delay(Pause, time, stoppingToken);
            await TryAsync(stoppingToken);
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var discount in All)
            {
                if (await discounts.FindAsync(discount.Code, cancellationToken) is null)
                {
                    await discounts.CreateAsync(discount, cancellationToken);
                }
            }

            _isDone = true;
        }
        catch (CartUnavailableException)
        {
            // The store logs its fault itself.
        }
    }
}
