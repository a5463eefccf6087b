using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

/// <summary>The limits on guesses of codes, on the doors of the facade.</summary>
public sealed class DiscountGuessTests : IDisposable
{
    private static readonly Product Widget = new(new ProductKey(7, 42), "Widget", 10m);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
    private readonly Caller _caller = new();
    private readonly FacadeHost _host;

    public DiscountGuessTests() => _host = new FacadeHost(new CartOptions { MaxDiscountGuesses = 5 }, cart =>
    {
        cart.Services.AddSingleton<TimeProvider>(_time);
        cart.Services.AddSingleton<ICallerAddress>(_caller);
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_facade_refuses_codes_of_a_cart_after_its_limit_until_a_minute_has_passed()
    {
        await CreateAsync("RIGHT");
        var cart = await FilledAsync();
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal("discount_not_found", (await RefusedAsync(cart, $"WRONG{guess}")).Code);
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        var limited = await RefusedAsync(cart, "RIGHT");
        Assert.Equal(("rate_limited", TimeSpan.FromSeconds(50)), (limited.Code, limited.Error.RetryAfter));
        Assert.Contains("50 s", limited.Message, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal("RIGHT", await cart.ApplyDiscountAsync("right", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_restored_code_counts_and_is_left_off_after_the_limit()
    {
        await CreateAsync("RIGHT");
        var cart = await FilledAsync();
        var codes = new List<string>();
        for (var guess = 0; guess < 8; guess++)
        {
            codes.Add(Assert.Single((await cart.RestoreAsync(new CartPayload([], guess < 7 ? $"WRONG{guess}" : "RIGHT"), cancellationToken: Cancellation)).Warnings).Code);
        }

        Assert.Equal([.. Enumerable.Repeat("discount_not_found", 5), .. Enumerable.Repeat("rate_limited", 3)], codes);
        Assert.Equal("rate_limited", (await RefusedAsync(cart, "RIGHT")).Code);
    }

    [Fact]
    public async Task A_right_code_is_applied_at_an_address_whose_guesses_are_used_up()
    {
        await CreateAsync("RIGHT");
        var answers = new List<string>();
        for (var guess = 0; guess < 60; guess++)
        {
            answers.Add((await RefusedAsync(_host.Request(new InMemoryCartSession()), $"WRONG{guess}")).Code);
        }

        Assert.Equal((50, 10), (answers.Count(code => code == "discount_not_found"), answers.Count(code => code == "rate_limited")));
        Assert.Equal("RIGHT", await _host.Request(new InMemoryCartSession()).ApplyDiscountAsync("RIGHT", cancellationToken: Cancellation));
        Assert.Equal("RIGHT", await (await FilledAsync()).ApplyDiscountAsync("RIGHT", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task An_address_that_floods_is_no_longer_judged_but_for_carts_with_lines()
    {
        await CreateAsync("RIGHT");
        for (var guess = 0; guess < 500; guess++)
        {
            await RefusedAsync(_host.Request(new InMemoryCartSession()), $"WRONG{guess}");
        }

        Assert.Equal("rate_limited", (await RefusedAsync(_host.Request(new InMemoryCartSession()), "RIGHT")).Code);
        Assert.Equal("RIGHT", await (await FilledAsync()).ApplyDiscountAsync("RIGHT", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_thousand_guesses_at_once_are_answered_up_to_the_limit()
    {
        var codes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(guess => Task.Run(
            async () => (await RefusedAsync(_host.Request(new InMemoryCartSession()), $"WRONG{guess}")).Code, Cancellation)));

        Assert.Equal((50, 950), (codes.Count(code => code == "discount_not_found"), codes.Count(code => code == "rate_limited")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", null, false)]
    public async Task Addresses_of_one_network_share_a_limit(string first, string? second, bool isShared)
    {
        _caller.Address = IPAddress.Parse(first);
        for (var guess = 0; guess < 50; guess++)
        {
            await RefusedAsync(_host.Request(new InMemoryCartSession()), $"WRONG{guess}");
        }

        _caller.Address = second is null ? null : IPAddress.Parse(second);
        var next = await RefusedAsync(_host.Request(new InMemoryCartSession()), "WRONG");

        Assert.Equal(isShared ? "rate_limited" : "discount_not_found", next.Code);
    }

    [Fact]
    public async Task Right_codes_do_not_count()
    {
        await CreateAsync("RIGHT");
        await CreateAsync("LARGE", least: 1000);
        var cart = await FilledAsync();
        for (var time = 0; time < 20; time++)
        {
            await cart.ApplyDiscountAsync("RIGHT", cancellationToken: Cancellation);
            await cart.RemoveDiscountAsync(cancellationToken: Cancellation);
            Assert.Equal("discount_minimum_not_met", (await RefusedAsync(cart, "LARGE")).Code);
        }

        Assert.Equal("discount_not_found", (await RefusedAsync(cart, "WRONG")).Code);
    }

    private async Task<ShoppingCart> FilledAsync()
    {
        var cart = _host.Request(new InMemoryCartSession());
        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        return cart;
    }

    private static Task<InvalidDiscountException> RefusedAsync(ShoppingCart cart, string code) =>
        Assert.ThrowsAsync<InvalidDiscountException>(() => cart.ApplyDiscountAsync(code, cancellationToken: Cancellation));

    private async Task CreateAsync(string code, decimal least = 0) => await _host.Get<DiscountService>()
        .CreateAsync(new Discount { Code = DiscountCode.Parse(code), Value = 10, MinCartValue = least }, Cancellation);

    private sealed class Caller : ICallerAddress
    {
        public IPAddress? Address { get; set; } = IPAddress.Loopback;
    }
}
