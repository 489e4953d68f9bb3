"""The addresses of review."""

from fastapi import APIRouter

router = APIRouter()
