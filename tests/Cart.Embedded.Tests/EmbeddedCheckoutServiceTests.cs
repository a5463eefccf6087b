using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Embedded.Tests;

/// <summary>Carts in the embedded server, orders in SQLite.</summary>
public sealed class EmbeddedCheckoutServiceTests(EmbeddedServer server, OrderFile orders)
    : CheckoutContract, IClassFixture<EmbeddedServer>, IClassFixture<OrderFile>
{
    private protected override Task<(ICartStore Carts, IOrderStore Orders)> CreateAsync(CartOptions options) =>
        Task.FromResult<(ICartStore, IOrderStore)>(
            (new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), TimeProvider.System, CartKeys.Default), orders.Store));
}

/// <summary>Carts in memory, orders in SQLite.</summary>
public sealed class InMemoryCheckoutServiceTests(OrderFile orders) : CheckoutContract, IClassFixture<OrderFile>
{
    private protected override Task<(ICartStore Carts, IOrderStore Orders)> CreateAsync(CartOptions options) =>
        Task.FromResult<(ICartStore, IOrderStore)>((new InMemoryCartStore(Options.Create(options), TimeProvider.System), orders.Store));
}
