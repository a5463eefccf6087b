using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Persistence.Tests;

/// <summary>Carts in Redis, orders in PostgreSQL.</summary>
public sealed class RedisPostgresCheckoutTests(PostgresFixture postgres) : CheckoutContract, IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private ConnectionMultiplexer? _connection;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private protected override async Task<(ICartStore Carts, IOrderStore Orders)> CreateAsync(CartOptions options)
    {
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(await RedisServer.ConnectionStringAsync()));
        return (new RedisCartStore(RedisLink.Of(_connection), Options.Create(options), TimeProvider.System, CartKeys.Default), postgres.Store);
    }
}
